import { type FormEvent, useState } from 'react'
import { api } from '../../app/session.js'
import { Note } from '../../app/ui/parts.js'
import { useAction } from '../../app/use-loaded.js'

/** Asks for name and password. */
export function LoginScreen() {
  const [username, setUsername] = useState('')
  const [password, setPassword] = useState('')
  const login = useAction(() => api.http.login(username, password))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void login.run()
  }
  return (
    <main className="login">
      <form onSubmit={submit} aria-label="Sign in" data-testid="login-form">
        <div className="brand">
          <img src="/icon.svg" alt="" />
          <h1>ParaNet</h1>
        </div>
        {api.http.hasExpired && !login.error && (
          <Note tone="warn" testId="session-expired">
            Your session has ended. Sign in to go on where you were.
          </Note>
        )}
        {login.error && (
          <Note tone="bad" testId="login-error">
            {login.error}
          </Note>
        )}
        <label className="field">
          <span>User name</span>
          <input
            className="input"
            name="username"
            autoComplete="username"
            required
            autoFocus
            value={username}
            onChange={(event) => setUsername(event.target.value)}
          />
        </label>
        <label className="field">
          <span>Password</span>
          <input
            className="input"
            name="password"
            type="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </label>
        <button type="submit" className="button primary" disabled={login.isRunning}>
          {login.isRunning ? 'Signing in…' : 'Sign in'}
        </button>
      </form>
    </main>
  )
}
