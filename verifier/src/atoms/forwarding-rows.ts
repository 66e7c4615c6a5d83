import { withRoom } from './growable.js'

/** Devices per block. */
export const blockSize = 32
/** A cell's bit that says: the device has a rule for just this prefix. The other bits are the action that counts, inherited or own. */
export const ownRule = 0x8000
export const actionBits = 0x7fff

/** What each device does with each atom: a row of cells per atom, cut into blocks of 32 devices. An atom without own rules in a
 *  block shares the block of the atom above it (copy on write), so that a prefix costs one block per 32 devices that name it. */
export interface ForwardingRows {
  blocksPerRow: number
  /** Block of atom a, devices 32 b … 32 b + 31: at `a * blocksPerRow + b`. -1 while loading: not known yet. */
  blockOf: Int32Array
  /** The atom that the block was made for. */
  blockAtom: Int32Array
  cells: Uint16Array
  /** Per cell: how many atoms right below have no own rule there, thus follow this one. Stays at 65535 once there. */
  followers: Uint16Array
  blocks: number
}

export function makeForwardingRows(): ForwardingRows {
  return {
    blocksPerRow: 0,
    blockOf: new Int32Array(0),
    blockAtom: new Int32Array(0),
    cells: new Uint16Array(0),
    followers: new Uint16Array(0),
    blocks: 0,
  }
}

/** Place of a device's cell in `cells` and `followers`. */
export function cellAt(rows: ForwardingRows, atom: number, device: number): number {
  return (rows.blockOf[atom * rows.blocksPerRow + (device >> 5)]! << 5) | (device & 31)
}

/** Whether the atom has a block of its own for these devices. */
export function hasOwnBlock(rows: ForwardingRows, atom: number, block: number): boolean {
  const at = rows.blockOf[atom * rows.blocksPerRow + block]!
  return at >= 0 && rows.blockAtom[at]! === atom
}

/** A fresh block of devices without rules. */
export function newBlock(rows: ForwardingRows, atom: number, block: number): number {
  const made = rows.blocks++
  rows.blockAtom = withRoom(rows.blockAtom, rows.blocks)
  rows.cells = withRoom(rows.cells, rows.blocks * blockSize)
  rows.followers = withRoom(rows.followers, rows.blocks * blockSize)
  rows.blockAtom[made] = atom
  rows.blockOf[atom * rows.blocksPerRow + block] = made
  return made
}

/** Room for so many atoms and devices; what is new is not known yet. */
export function fitRows(rows: ForwardingRows, atoms: number, devices: number): void {
  const perRow = Math.ceil(devices / blockSize)
  if (perRow > rows.blocksPerRow) restride(rows, perRow, atoms)
  rows.blockOf = withRoom(rows.blockOf, atoms * rows.blocksPerRow, -1)
}

function restride(rows: ForwardingRows, perRow: number, atoms: number): void {
  const old = rows.blockOf
  const wide = new Int32Array(atoms * perRow).fill(-1)
  const known = rows.blocksPerRow === 0 ? 0 : Math.min(atoms, old.length / rows.blocksPerRow)
  for (let atom = 0; atom < known; atom++)
    for (let block = 0; block < rows.blocksPerRow; block++)
      wide[atom * perRow + block] = old[atom * rows.blocksPerRow + block]!
  rows.blocksPerRow = perRow
  rows.blockOf = wide
}

/** One more follower, or one less. */
export function countFollower(rows: ForwardingRows, cell: number, change: 1 | -1): void {
  const count = rows.followers[cell]!
  if (count !== 0xffff) rows.followers[cell] = count + change
}
