/** The one error class of this package. `code` is stable, `message` is for developers, neither holds card data. */
export class CardsealError extends Error {
  constructor(code, message, options) {
    super(message ?? code.replaceAll('_', ' '), options);
    this.name = 'CardsealError';
    this.code = code;
    if (options?.fields) this.fields = options.fields;
  }
}
