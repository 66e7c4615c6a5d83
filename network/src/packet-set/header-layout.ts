/** Where each header field lies in the order of the variables: destination before source, since routes speak of destinations only and
 *  filters mostly of both; ports and marks last, since few rules ask for them. Level 0 is the family (1: v6). v4 addresses use the first 32
 *  levels of their field and leave the rest alone. */
export const headerLayout = {
  family: 0,
  dst: 1,
  src: 129,
  protocol: 257,
  dstPort: 265,
  srcPort: 281,
  dscp: 297,
  established: 303,
} as const

/** Bits of the fields that have one width. */
export const fieldBits = { protocol: 8, dstPort: 16, srcPort: 16, dscp: 6, established: 1 } as const

export type NumericField = keyof typeof fieldBits
export type AddressField = 'src' | 'dst'
