// Part of the one-file builds: the WebAssembly module that lies in them as hexadecimal digits.

/**
 * Compiles the module. Bytes that are there already are compiled soonest without a detour; engines that refuse that for
 * long modules take it.
 */
export function moduleOfHex(hex) {
  const bytes = bytesOf(hex);
  try {
    return new WebAssembly.Module(bytes);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return WebAssembly.compile(bytes);
  }
}

// Many times as fast where the engine does it; engines from before 2025 do not.
function bytesOf(hex) {
  if (Uint8Array.fromHex) return Uint8Array.fromHex(hex);
  const bytes = new Uint8Array(hex.length / 2);
  const digit = (code) => (code & 15) + (code >> 6) * 9;
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = digit(hex.charCodeAt(2 * at)) * 16 + digit(hex.charCodeAt(2 * at + 1));
  return bytes;
}
