import { randomUUID } from 'node:crypto'
import type { Clock, Ids } from '@paranet/network'

/** The clock of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve()
      const finish = () => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', finish)
        resolve()
      }
      const timer = setTimeout(finish, ms)
      signal?.addEventListener('abort', finish)
    }),
}

/** Fresh ids: a prefix and 96 random bits. */
export const systemIds: Ids = {
  id: (prefix) => `${prefix}-${randomUUID().replaceAll('-', '').slice(0, 24)}`,
}
