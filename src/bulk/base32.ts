// Base 32 (RFC 4648 section 6), in which digests of web archives are written.

const alphabet = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')

/** Of a length that needs no padding, as SHA-1's 20 bytes. */
export function base32(bytes: Uint8Array): string {
  const text = Buffer.allocUnsafe(Math.floor((bytes.length * 8) / 5))
  let size = 0
  let bits = 0
  let value = 0
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xfff
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text[size++] = alphabet[(value >> bits) & 31]!
    }
  }
  return text.toString('latin1', 0, size)
}
