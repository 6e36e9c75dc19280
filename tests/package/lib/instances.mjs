// The package, with an eye on every instance that it makes: its memory even after it was dropped, and the calls into it.

// `(module (func (export "f") unreachable))`
const UNREACHABLE = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 5, 1, 3, 0, 0, 11);

/** Stops as a module does that comes upon what cannot be. */
export const trap = new WebAssembly.Instance(new WebAssembly.Module(UNREACHABLE)).exports.f;

/**
 * Watches the instances that are made from now on: `memories` holds one of each, `hook` is called before and after
 * each call into one, as `(name, 'before' | 'after')`, and may throw.
 */
export function watchInstances() {
  const watch = { memories: [], hook: () => {} };
  const { Instance } = WebAssembly;
  WebAssembly.Instance = function watchedInstance(...given) {
    const { exports } = new Instance(...given);
    // The probe of the package's half has none.
    if (exports.memory) watch.memories.push(exports.memory);
    return { exports: Object.fromEntries(Object.entries(exports).map(([name, value]) => [name, typeof value === 'function' ? watchedCall(watch, name, value) : value])) };
  };
  return watch;
}

const watchedCall = (watch, name, call) => (...given) => {
  watch.hook(name, 'before');
  const answer = call(...given);
  watch.hook(name, 'after');
  return answer;
};
