/** The one error class of this package. `code` is stable, `message` is for developers, neither holds card data. */
export class CardsealError extends Error {
  constructor(code, message, options) {
    super(message, options);
    this.name = 'CardsealError';
    this.code = code;
    if (options?.fields) this.fields = options.fields;
  }

  /** Makes one of whatever was thrown by the module. */
  static from(error) {
    if (error instanceof CardsealError) return error;
    return new CardsealError('internal', 'the module failed', { cause: error });
  }
}
