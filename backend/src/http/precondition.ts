import { ProblemError } from './problem.js'

/** Under which revisions of a thing a request wants to be served (RFC 9110, section 13). `*` stands for any that there is. */
export interface Precondition {
  readonly ifMatch?: readonly string[]
  readonly ifNoneMatch?: readonly string[]
}

/** Reads `If-Match` and `If-None-Match`. Our tags name revisions and not bytes, so that a tag that a proxy weakened is as good. */
export function readPrecondition(header: (name: 'if-match' | 'if-none-match') => string): Precondition {
  const ifMatch = header('if-match')
  const ifNoneMatch = header('if-none-match')
  return {
    ...(ifMatch === '' ? {} : { ifMatch: readTags(ifMatch) }),
    ...(ifNoneMatch === '' ? {} : { ifNoneMatch: readTags(ifNoneMatch) }),
  }
}

/** Throws `precondition-failed` where the thing is not as the client thinks. `revisions`: all that name its present state; none where it
 *  does not exist. */
export function checkPrecondition(
  what: string,
  revisions: readonly string[],
  { ifMatch, ifNoneMatch }: Precondition,
): void {
  const isAny = (tags: readonly string[]) =>
    revisions.length > 0 && (tags.includes('*') || tags.some((tag) => revisions.includes(tag)))
  const is = revisions[0] ?? 'absent'
  if (ifMatch && !isAny(ifMatch)) throw revisionMoved(what, ifMatch.join(', '), is)
  if (ifNoneMatch && isAny(ifNoneMatch))
    throw new ProblemError('precondition-failed', `the ${what} is there, which the request excludes`, {
      moved: [{ what, was: 'absent', is }],
    })
}

/** Someone else changed it first. */
export const revisionMoved = (what: string, was: string, is: string): ProblemError =>
  new ProblemError('precondition-failed', `the ${what} changed meanwhile`, { moved: [{ what, was, is }] })

/** Whether a client that says so has this revision already. */
export const isKnown = ({ ifNoneMatch }: Precondition, revision: string): boolean =>
  ifNoneMatch !== undefined && (ifNoneMatch.includes('*') || ifNoneMatch.includes(revision))

/** The tags of a header; what has no quotes is taken as it is. */
function readTags(header: string): string[] {
  const tags = header.match(/(?:W\/)?"[^"]*"|[^\s,]+/g) ?? []
  return tags.slice(0, 100).map((tag) => tag.replace(/^(?:W\/)?"(.*)"$/, '$1'))
}
