import { useSyncExternalStore } from 'react'
import { makeApi } from '../api/api.js'
import { HttpClient, type Session } from '../api/http.js'
import { tabSessionStore } from '../api/session-store.js'

export const api = makeApi(new HttpClient(tabSessionStore))

/** The session, or undefined when somebody has to sign in. */
export const useSession = (): Session | undefined => useSyncExternalStore(api.http.subscribe, () => api.http.session)
