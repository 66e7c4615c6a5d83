import type { ParameterizedContext as Context } from 'koa'

/** Says that the answer depends on this header of the request too. */
export function addVary(context: Context, name: string): void {
  if (context.res.hasHeader('vary')) context.vary(name)
  else context.res.setHeader('vary', name)
}
