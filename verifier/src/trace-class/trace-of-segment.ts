import { keyOfSegment } from '@paranet/network'
import type { ClassBranch, ClassPart, ClassTrace, DecidingEntry } from './class-trace.js'

/** A trace in one segment, with the keys that its entries have on the devices. */
export function traceOfSegment(trace: ClassTrace, segment: string): ClassTrace {
  const named = (entries: readonly DecidingEntry[]): DecidingEntry[] =>
    entries.map((entry) => ({ ...entry, key: keyOfSegment(entry.key, segment) }))
  const branch = (one: ClassBranch): ClassBranch => ({ ...one, entries: named(one.entries) })
  const part = (one: ClassPart): ClassPart => ({
    ...one,
    entries: named(one.entries),
    branches: one.branches.map(branch),
    ...(one.copies ? { copies: one.copies.map(branch) } : {}),
  })
  return { ...trace, nodes: trace.nodes.map((node) => ({ ...node, parts: node.parts.map(part) })) }
}
