import type { PortRange } from '@paranet/network'

/** A value and the bits of it that count. */
export type MaskedPort = readonly [value: number, mask: number]

/** The fewest values with masks that hold exactly the ports of a range, in order; a mask of 0 for all ports. */
export function masksOfRange([first, last]: PortRange): MaskedPort[] {
  const masks: MaskedPort[] = []
  for (let at = first; at <= last; ) {
    let size = at === 0 ? 0x1_0000 : at & -at
    while (at + size - 1 > last) size /= 2
    masks.push([at, 0x1_0000 - size])
    at += size
  }
  return masks
}

/** The ports of a value with a mask that begins with ones and ends with zeros; undefined for other masks. */
export function rangeOfMask([value, mask]: MaskedPort): PortRange | undefined {
  const size = 0x1_0000 - mask
  return (size & (size - 1)) === 0 && value % size === 0 ? [value, value + size - 1] : undefined
}
