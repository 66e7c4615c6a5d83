/** A promise and the two ways to settle it. */
export interface Resolvers<Result> {
  readonly promise: Promise<Result>
  readonly resolve: (result: Result) => void
  readonly reject: (error: Error) => void
}

/** A promise that is settled from outside; its rejection is no event where nobody waits for it. */
export function withResolvers<Result>(): Resolvers<Result> {
  let resolve: Resolvers<Result>['resolve'] = () => {}
  let reject: Resolvers<Result>['reject'] = () => {}
  const promise = new Promise<Result>((yes, no) => {
    resolve = yes
    reject = no
  })
  promise.catch(() => undefined)
  return { promise, resolve, reject }
}
