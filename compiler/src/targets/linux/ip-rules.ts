import { refuseAt } from './artifact-error.js'
import { isCopyLine } from './nft/copies.js'
import type { PolicyTable } from './policy-tables.js'
import { isToItself } from './policy-tables.js'

/** The way that a packet mark leads: a table, or the device itself. */
export type MarkTarget = number | 'local'

/** `rules.sh`: rules by packet mark come before the kernel's own table of local addresses, and a mark without a route drops. Safe to run again. */
export function renderRules(
  header: readonly string[],
  tables: Iterable<PolicyTable>,
  copies: readonly string[] = [],
): string {
  const list = [...tables]
  const rules = list.map(
    ({ id, action }) => `rule add pref 1000 fwmark ${id} lookup ${isToItself(action) ? 'local' : id}`,
  )
  return [
    '#!/bin/sh',
    ...header,
    '# Policy routing rules for IPv4 and IPv6. Safe to run again.',
    'set -e',
    'for family in -4 -6; do',
    '  ip $family rule add pref 2000 lookup local 2>/dev/null || true',
    '  while ip $family rule del pref 0 2>/dev/null; do :; done',
    '  while ip $family rule del pref 1000 2>/dev/null; do :; done',
    '  while ip $family rule del pref 1999 2>/dev/null; do :; done',
    "  ip $family -batch - <<'END'",
    ...rules,
    'rule add not fwmark 0 pref 1999 blackhole',
    'END',
    'done',
    ...copies,
    '',
  ].join('\n')
}

/** Where marks lead. Throws ArtifactError at a line that `renderRules` would not write. */
export function readRules(file: string, text: string): Map<number, MarkTarget> {
  const frame = new Set(renderRules([], []).split('\n'))
  const marks = new Map<number, MarkTarget>()
  for (const [i, line] of text.split('\n').entries()) {
    const [, mark, table] = /^rule add pref 1000 fwmark (\d+) lookup (local|\d+)\s*$/.exec(line) ?? []
    if (mark !== undefined) marks.set(Number(mark), table === 'local' ? 'local' : Number(table))
    else if (isCopyLine(line)) continue
    else if (!frame.has(line.trimEnd()) && !line.startsWith('#'))
      refuseAt(file, i + 1, `not a policy routing rule that ParaNet reads: ${line.trim()}`)
  }
  const missing = [...frame].find((line) => line !== '' && !line.startsWith('#') && !text.includes(line))
  if (missing !== undefined) refuseAt(file, 1, `"${missing.trim()}" is missing`)
  return marks
}
