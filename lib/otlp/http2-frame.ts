// HTTP/2 by its first bytes: what tells such a peer where another protocol was expected.

/** Three bytes of length, type 4, flags, stream 0 (RFC 9113 §6.5). */
export function isSettingsFrame(hex: string | undefined): boolean {
  return hex !== undefined && /^[0-9a-f]{6}04[0-9a-f]{2}0{8}/i.test(hex);
}
