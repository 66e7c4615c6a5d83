import { useSyncExternalStore } from 'react'
import type { Network } from '../api/shapes.js'
import { isOpen } from '../live/alerts.js'
import { useControl } from './control.js'
import { hrefOf, type Screen } from './route.js'
import { currentTheme, subscribeTheme, toggleTheme } from './theme.js'
import { IconButton } from './ui/parts.js'

const screens: readonly { readonly screen: Screen; readonly name: string }[] = [
  { screen: 'workspace', name: 'Workspace' },
  { screen: 'deployments', name: 'Deployments' },
  { screen: 'alerts', name: 'Alerts' },
  { screen: 'drift', name: 'Drift' },
  { screen: 'scenarios', name: 'Scenarios' },
]

const liveTexts = {
  connecting: { tone: 'warn', text: 'Connecting' },
  live: { tone: 'ok', text: 'Live' },
  reconnecting: { tone: 'bad', text: 'Reconnecting' },
  closed: { tone: '', text: 'Closed' },
} as const

interface TopBarProps {
  readonly screen: Screen
  readonly networks: readonly Network[]
  readonly onPick: (id: string) => void
  readonly onAdd: () => void
}

export function TopBar({ screen, networks, onPick, onAdd }: TopBarProps) {
  const { api, user, network, alerts, live } = useControl()
  const mayAdd = user.role === 'operator' || user.role === 'admin'
  const open = useSyncExternalStore(alerts.subscribe, alerts.all)?.filter(isOpen).length ?? 0
  const theme = useSyncExternalStore(subscribeTheme, currentTheme)
  const { tone, text } = liveTexts[live]
  return (
    <header className="top-bar">
      <div className="brand">
        <img src="/icon.svg" alt="" />
        <span>ParaNet</span>
      </div>
      <select
        className="select network-picker"
        aria-label="Network"
        data-testid="network-picker"
        value={network.id}
        onChange={(event) => (event.target.value === '+' ? onAdd() : onPick(event.target.value))}
      >
        {networks.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
        {mayAdd && <option value="+">New network…</option>}
      </select>
      <nav className="tabs" aria-label="Screens">
        {screens.map((entry) => (
          <a
            key={entry.screen}
            className="tab"
            href={hrefOf(entry)}
            aria-current={entry.screen === screen ? 'page' : undefined}
            data-testid={`nav-${entry.screen}`}
          >
            {entry.name}
            {entry.screen === 'alerts' && open > 0 && (
              <span className="count" data-testid="open-alerts">
                {open}
                <span className="visually-hidden"> open</span>
              </span>
            )}
          </a>
        ))}
      </nav>
      <div className="side">
        <span
          className="live-state"
          role="status"
          title={`Live data: ${text}`}
          data-testid="live-state"
          data-state={live}
        >
          <span className={`dot ${tone}`} />
          <span className={live === 'live' ? 'live-text' : ''}>{text}</span>
        </span>
        <IconButton
          icon={theme === 'dark' ? 'sun' : 'moon'}
          label={theme === 'dark' ? 'Light theme' : 'Dark theme'}
          onClick={toggleTheme}
          testId="toggle-theme"
        />
        <span className="user-name muted" title={user.role}>
          {user.name}
        </span>
        <IconButton
          icon="out"
          label={`Sign out ${user.name}`}
          onClick={() => void api.http.logout()}
          testId="sign-out"
        />
      </div>
    </header>
  )
}
