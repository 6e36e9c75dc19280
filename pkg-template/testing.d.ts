/**
 * How often each needle occurs in the module's memory now, in all.
 *
 * For tests and demonstrations that know what was typed, such as a published test card: never for a shopper's card,
 * because a page that can name the digits has them.
 */
export function scanMemory(...needles: Uint8Array[]): number;

/** The size of the module's memory in bytes; 0 before `init()`. */
export function memorySize(): number;
