const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1)
    value = (value & 1) === 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** The CRC-32 (ISO-HDLC, as in zlib) of a text's UTF-8 bytes, as eight hexadecimal digits. */
export function crc32Text(text: string): string {
  let sum = 0xffffffff;
  for (const byte of new TextEncoder().encode(text))
    sum = (sum >>> 8) ^ TABLE[(sum ^ byte) & 0xff]!;
  return ((sum ^ 0xffffffff) >>> 0).toString(16).padStart(8, '0');
}
