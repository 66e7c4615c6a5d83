import { lazy, Suspense, useEffect, useMemo, useState } from 'react'
import { LoginScreen } from '../screens/login/login-screen.js'
import { AlertsScreen } from '../screens/alerts/alerts-screen.js'
import { DeploymentsScreen } from '../screens/deployments/deployments-screen.js'
import { DriftScreen } from '../screens/drift/drift-screen.js'
import { ScenariosScreen } from '../screens/scenarios/scenarios-screen.js'
import type { Session } from '../api/http.js'
import type { Network } from '../api/shapes.js'
import { ControlContext } from './control.js'
import { NewNetworkDialog } from './new-network-dialog.js'
import { useRoute } from './route.js'
import { api, useSession } from './session.js'
import { TopBar } from './top-bar.js'
import { Blank, Failed, Loading } from './ui/parts.js'
import { useLive } from './use-live.js'
import { useLoaded } from './use-loaded.js'

/** The map and the editor are most of the code: loaded once somebody has signed in. */
const Workspace = lazy(async () => ({ default: (await import('../screens/workspace/workspace.js')).Workspace }))

/** Login, or the console of the network that was picked. */
export function App() {
  const session = useSession()
  return session ? <SignedIn key={session.user.id} session={session} /> : <LoginScreen />
}

const networkKey = 'paranet.network'

function SignedIn({ session }: { session: Session }) {
  const networks = useLoaded('networks', api.networks)
  const [picked, setPicked] = useState(() => localStorage.getItem(networkKey))
  const [isAdding, setIsAdding] = useState(false)
  const items = networks.value?.items
  const network = items?.find(({ id }) => id === picked) ?? items?.[0]
  api.http.useNetwork(network?.id)
  const pick = (id: string) => {
    localStorage.setItem(networkKey, id)
    setPicked(id)
  }
  const dialog = isAdding && (
    <NewNetworkDialog
      onClose={() => setIsAdding(false)}
      onCreated={(id) => {
        setIsAdding(false)
        pick(id)
        networks.reload()
      }}
    />
  )
  if (network)
    return (
      <>
        <NetworkConsole
          key={network.id}
          session={session}
          network={network}
          networks={items ?? []}
          onPick={pick}
          onAdd={() => setIsAdding(true)}
          reloadNetworks={networks.reload}
        />
        {dialog}
      </>
    )
  if (networks.error !== undefined) return <Failed message={networks.error} onRetry={networks.reload} />
  if (!items) return <Loading />
  return (
    <>
      <Blank icon="route" title="No network yet" testId="no-networks">
        <p>A network is a topology with its intents. Begin with a description in the ParaNet language.</p>
        {session.user.role === 'viewer' || session.user.role === 'none' ? (
          <p>Ask an operator to make one.</p>
        ) : (
          <button type="button" className="button primary" onClick={() => setIsAdding(true)}>
            New network
          </button>
        )}
      </Blank>
      {dialog}
    </>
  )
}

interface NetworkConsoleProps {
  readonly session: Session
  readonly network: Network
  readonly networks: readonly Network[]
  readonly onPick: (id: string) => void
  readonly onAdd: () => void
  readonly reloadNetworks: () => void
}

function NetworkConsole({ session, network, networks, onPick, onAdd, reloadNetworks }: NetworkConsoleProps) {
  const { screen, id } = useRoute()
  const { telemetry, alerts, live } = useLive(api, network.id)
  const { user } = session
  const control = useMemo(
    () => ({
      api,
      user,
      network,
      telemetry,
      alerts,
      live,
      mayWrite: (network.role ?? user.role) !== 'viewer',
      reloadNetworks,
    }),
    [user, network, telemetry, alerts, live, reloadNetworks],
  )
  useEffect(() => {
    document.title = `${network.name} · ParaNet`
  }, [network.name])
  return (
    <ControlContext value={control}>
      <a className="skip-link" href="#main" onClick={focusMain}>
        Skip to content
      </a>
      <div className="shell">
        <TopBar screen={screen} networks={networks} onPick={onPick} onAdd={onAdd} />
        <main id="main" tabIndex={-1} className="shell-main">
          <Suspense fallback={screen === 'workspace' && <Loading />}>
            <Workspace isShown={screen === 'workspace'} />
          </Suspense>
          {screen === 'deployments' && <DeploymentsScreen selected={id} />}
          {screen === 'alerts' && <AlertsScreen />}
          {screen === 'drift' && <DriftScreen />}
          {screen === 'scenarios' && <ScenariosScreen />}
        </main>
      </div>
    </ControlContext>
  )
}

function focusMain(event: { preventDefault(): void }): void {
  event.preventDefault()
  document.getElementById('main')?.focus()
}
