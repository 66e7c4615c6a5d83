import { useCallback, useEffect, useRef, useState } from 'react'
import { messageOf } from '../api/http.js'

export interface Loaded<T> {
  readonly value: T | undefined
  readonly error: string | undefined
  readonly isLoading: boolean
  /** Reads again; the old value stays until the new one is there. */
  readonly reload: () => void
}

/** Reads something from the server when `key` changes, and on `reload`. An undefined key reads nothing. */
export function useLoaded<T>(key: string | undefined, load: () => Promise<T>): Loaded<T> {
  const [state, setState] = useState<{ key?: string | undefined; value?: T; error?: string; isLoading: boolean }>({
    isLoading: key !== undefined,
  })
  const [round, setRound] = useState(0)
  const latest = useRef(load)
  latest.current = load
  useEffect(() => {
    if (key === undefined) return
    let isStale = false
    setState((old) => ({ ...(old.key === key ? old : {}), key, isLoading: true }))
    latest.current().then(
      (value) => isStale || setState({ key, value, isLoading: false }),
      (error: unknown) => isStale || setState((old) => ({ ...old, error: messageOf(error), isLoading: false })),
    )
    return () => {
      isStale = true
    }
  }, [key, round])
  const reload = useCallback(() => setRound((n) => n + 1), [])
  const isCurrent = state.key === key
  return {
    value: isCurrent ? state.value : undefined,
    error: isCurrent ? state.error : undefined,
    isLoading: key !== undefined && (state.isLoading || !isCurrent),
    reload,
  }
}

/** An action that the user starts: whether it runs, and why it failed. */
export function useAction<A extends unknown[]>(act: (...args: A) => Promise<void>) {
  const [state, setState] = useState<{ isRunning: boolean; error?: string }>({ isRunning: false })
  const latest = useRef(act)
  latest.current = act
  const run = useCallback(async (...args: A) => {
    setState({ isRunning: true })
    try {
      await latest.current(...args)
      setState({ isRunning: false })
    } catch (error) {
      setState({ isRunning: false, error: messageOf(error) })
    }
  }, [])
  const clear = useCallback(() => setState({ isRunning: false }), [])
  return { ...state, run, clear }
}
