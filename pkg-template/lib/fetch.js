// Where a module comes from, when it is a file of its own.

/**
 * How a module is compiled that is one of two files: `simd` and `fused` give their addresses; the second is for machines
 * that round a multiply-add once.
 */
export const fetching = ({ simd, fused }) => async ({ module, integrity } = {}) => {
  // With one hash it has to be the file that works everywhere; with both, separated by a space, each will do.
  const source = (await module) ?? ((!integrity || /\S \S/.test(integrity)) && fuses() ? fused : simd)();
  if (source instanceof WebAssembly.Module) return source;
  if (source.byteLength >= 0) return WebAssembly.compile(source);
  if (source.protocol === 'file:' && globalThis.process?.versions) {
    const fs = 'node:fs/promises';
    const { readFile } = await import(/* @vite-ignore */ /* webpackIgnore: true */ fs);
    return WebAssembly.compile(await readFile(source));
  }
  // A preload serves this very request: no header and no mode but the usual ones.
  const response = source instanceof Response ? source : await fetch(source, { integrity });
  if (!response.ok) throw new Error(response.status);
  // A server that does not know the type of the file is no reason to fail.
  const isTyped = response.headers.get('content-type') === 'application/wasm';
  return isTyped ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
};

// Whether this machine has a multiply-add that rounds once. As it starts, the module divides by what `relaxed_madd` makes
// of (2^27 + 1)^2 - (2^54 + 2^28): 1, which takes one bit more than a double has, and 0 where it is rounded before the sum.
function fuses() {
  try {
    const probe = new WebAssembly.Module(Uint8Array.from(atob(PROBE), (byte) => byte.charCodeAt()));
    return !!new WebAssembly.Instance(probe);
  } catch {
    return false;
  }
}

const PROBE = 'AGFzbQEAAAABBAFgAAADAgEACAEACisBKQEBe0EBRAAAAAIAAKBB/RQiACAARAAAAAQAAFDD/RT9hwL9IQCqbhoL';
