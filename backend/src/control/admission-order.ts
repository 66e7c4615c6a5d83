import type { Plan } from '@paranet/planner'

/** Ids in the order in which the intents of a plan count as admitted once it is deployed; undefined where the plan is of a version that does not
 *  say it. */
export function admissionOrder({ intents }: Plan): string[] | undefined {
  const ranked = intents.flatMap(({ id, rank }) => (rank === undefined ? [] : [{ id, rank }]))
  if (ranked.length < intents.length) return undefined
  return ranked.sort((a, b) => a.rank - b.rank || (a.id < b.id ? -1 : 1)).map(({ id }) => id)
}
