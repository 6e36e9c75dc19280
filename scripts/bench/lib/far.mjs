/** Below this path the same files take as long as from a server so many milliseconds away, there and back. */
export const FAR = { path: '/far', milliseconds: 40 };
