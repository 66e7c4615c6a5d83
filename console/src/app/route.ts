import { useSyncExternalStore } from 'react'

export type Screen = 'workspace' | 'deployments' | 'alerts' | 'drift' | 'scenarios'

export interface Route {
  readonly screen: Screen
  /** `#/deployments/ID` */
  readonly id?: string
}

const screens: readonly Screen[] = ['workspace', 'deployments', 'alerts', 'drift', 'scenarios']

/** Reads `#/screen/id`; anything else is the workspace. */
export function parseRoute(hash: string): Route {
  const [name, id] = hash.replace(/^#\/?/, '').split('/')
  const screen = screens.find((known) => known === name) ?? 'workspace'
  return id ? { screen, id: decodeURIComponent(id) } : { screen }
}

export const hrefOf = ({ screen, id }: Route): string => `#/${screen}${id ? `/${encodeURIComponent(id)}` : ''}`

export function navigate(route: Route): void {
  location.hash = hrefOf(route)
}

const subscribe = (listener: () => void): (() => void) => {
  addEventListener('hashchange', listener)
  return () => removeEventListener('hashchange', listener)
}

export const useRoute = (): Route => parseRoute(useSyncExternalStore(subscribe, () => location.hash))
