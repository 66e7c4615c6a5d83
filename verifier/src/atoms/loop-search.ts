import { actionBits, type ForwardingRows } from './forwarding-rows.js'
import { ends, type NextHops } from './next-hops.js'

/** Scratch memory of loop searches: one mark per device, never cleared, as each search starts at a higher number. */
export interface LoopSearch {
  mark: Int32Array
  low: Int32Array
  stack: Int32Array
  path: Int32Array
  edge: Int32Array
  /** After `countLoops`: the loop, from 1, that a device is in; 0: none. */
  part: Int32Array
  now: number
}

export function makeLoopSearch(devices: number): LoopSearch {
  return {
    mark: new Int32Array(devices),
    low: new Int32Array(devices),
    stack: new Int32Array(devices + 1),
    path: new Int32Array(devices + 1),
    edge: new Int32Array(devices),
    part: new Int32Array(devices),
    now: 0,
  }
}

function begin(search: LoopSearch): void {
  if (search.now < 0x3fffffff) return
  search.mark.fill(0)
  search.now = 0
}

/** Whether packets that go to `from` (a next-hop code) can come to `target`. */
export function reaches(
  search: LoopSearch,
  rows: ForwardingRows,
  hops: NextHops,
  atom: number,
  from: number,
  target: number,
): boolean {
  begin(search)
  const { mark, stack } = search
  const { blockOf, cells } = rows
  const { next, shift } = hops
  const row = atom * rows.blocksPerRow
  const seen = ++search.now
  let depth = 0
  let code = from
  for (;;) {
    if (code >= 0) {
      if (code === target) return true
      if (mark[code]! !== seen) {
        mark[code] = seen
        stack[depth++] = code
      }
    } else if (code <= ends.group) {
      const members = hops.groupDevices[ends.group - code]!
      for (let i = 0; i < members.length; i++) {
        const member = members[i]!
        if (member === target) return true
        if (mark[member]! === seen) continue
        mark[member] = seen
        stack[depth++] = member
      }
    }
    if (depth === 0) return false
    const at = stack[--depth]!
    code = next[(at << shift) | (cells[(blockOf[row + (at >> 5)]! << 5) | (at & 31)]! & actionBits)]!
  }
}

/** Strongly connected parts of the atom's forwarding graph in which packets can go round: with single next hops, its cycles.
 *  Tarjan, SIAM Journal on Computing 1(2), 1972, without recursion. */
export function countLoops(search: LoopSearch, rows: ForwardingRows, hops: NextHops, atom: number): number {
  begin(search)
  const { mark, low, stack, path, edge, part } = search
  const { blockOf, cells } = rows
  const { next, shift, devices } = hops
  const row = atom * rows.blocksPerRow
  const base = search.now
  let index = base
  let loops = 0
  let open = 0
  for (let root = 0; root < devices; root++) {
    if (mark[root]! > base) continue
    let depth = 0
    path[0] = root
    mark[root] = low[root] = ++index
    edge[root] = 0
    stack[open++] = root
    while (depth >= 0) {
      const at = path[depth]!
      const code = next[(at << shift) | (cells[(blockOf[row + (at >> 5)]! << 5) | (at & 31)]! & actionBits)]!
      let to = -1
      const turn = edge[at]!
      if (code >= 0) to = turn === 0 ? code : -1
      else if (code <= ends.group) {
        const members = hops.groupDevices[ends.group - code]!
        to = turn < members.length ? members[turn]! : -1
      }
      if (to >= 0) {
        edge[at] = turn + 1
        if (mark[to]! <= base) {
          mark[to] = low[to] = ++index
          edge[to] = 0
          stack[open++] = to
          path[++depth] = to
        } else if (low[to]! !== closed && mark[to]! < low[at]!) low[at] = mark[to]!
        continue
      }
      depth -= 1
      if (low[at]! === mark[at]!) {
        let members = 0
        for (;;) {
          const member = stack[--open]!
          low[member] = closed
          members += 1
          if (member === at) break
        }
        if (members > 1 || leadsToItself(hops, code, at)) {
          loops += 1
          for (let i = open; i < open + members; i++) part[stack[i]!] = loops
        } else part[at] = 0
      }
      if (depth >= 0 && low[at]! < low[path[depth]!]!) low[path[depth]!] = low[at]!
    }
  }
  search.now = index
  return loops
}

const closed = 0x7fffffff

function leadsToItself(hops: NextHops, code: number, device: number): boolean {
  return code >= 0 ? code === device : code <= ends.group && hops.groupDevices[ends.group - code]!.includes(device)
}
