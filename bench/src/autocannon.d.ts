/** The part of autocannon that the benchmarks use. */
declare module 'autocannon' {
  interface Request {
    readonly method?: string
    readonly path?: string
    readonly headers?: Readonly<Record<string, string>>
    readonly body?: string
    readonly setupRequest?: (request: Request) => Request
  }

  interface Options {
    readonly url: string
    readonly connections: number
    /** s */
    readonly duration: number
    /** Requests in a second of all connections together; absent: as many as there are answers. */
    readonly overallRate?: number
    readonly headers?: Readonly<Record<string, string>>
    readonly requests?: readonly Request[]
  }

  interface Result {
    readonly errors: number
    readonly non2xx: number
    readonly '2xx': number
    /** s */
    readonly duration: number
    readonly requests: { readonly average: number; readonly total: number }
    /** ms */
    readonly latency: { readonly p50: number; readonly p99: number; readonly max: number }
  }

  export default function autocannon(options: Options): Promise<Result>
}
