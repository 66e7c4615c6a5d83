import { RE2JS } from 're2js'

/** A regular expression over names. */
export interface NamePattern {
  test(name: string): boolean
}

/** Expressions longer than this are refused. */
const longestPattern = 1000

/** Reads the regular expression of a group's `members` (RE2's syntax: no look-around, no back-references); undefined where it is none. It takes time that is
 *  linear in the name, whatever the expression: it never backtracks (Cox, "Regular expression matching can be simple and fast", 2007). */
export function namePattern(source: string): NamePattern | undefined {
  if (source.length > longestPattern) return undefined
  try {
    const compiled = RE2JS.compile(source)
    return { test: (name) => compiled.matcher(name).find() }
  } catch {
    return undefined
  }
}
