import { AsyncLocalStorage } from 'node:async_hooks'
import type { ParameterizedContext as Context } from 'koa'
import type { Identity } from './auth/rights.js'

/** What the audit trail says of the request behind a change. It goes along with the work, so that services need not hand it on. */
export interface RequestContext {
  readonly requestId: string
  /** The client's. */
  readonly address: string
  /** Once it is known who asks. */
  actor?: Identity
  /** Id of the network that it is about. */
  network?: string
  /** Whether an entry was written for this request. */
  isAudited: boolean
}

const storage = new AsyncLocalStorage<RequestContext>()

/** Does the work, with all that it starts, in the name of a request. */
export const inRequest = <Result>(context: RequestContext, work: () => Result): Result => storage.run(context, work)

/** What is known of the request that a context is of. */
export const requestOf = (context: Context): RequestContext => context.state['request'] as RequestContext

/** The request that the present work is done for; undefined where nobody asked for it, or only to read. */
export const currentRequest = (): RequestContext | undefined => storage.getStore()
