import type { Session, SessionStore } from './http.js'

const key = 'paranet.session'

/** Keeps the session in the tab: a reload keeps it, closing the tab ends it. */
export const tabSessionStore: SessionStore = {
  load() {
    try {
      const value = JSON.parse(sessionStorage.getItem(key) ?? 'null') as Session | null
      return value?.accessToken && value.refreshToken && value.user ? value : undefined
    } catch {
      return undefined
    }
  },
  save(session) {
    if (session) sessionStorage.setItem(key, JSON.stringify(session))
    else sessionStorage.removeItem(key)
  },
}
