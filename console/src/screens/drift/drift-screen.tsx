import { useControl } from '../../app/control.js'
import { formatTime, plural } from '../../app/format.js'
import { navigate } from '../../app/route.js'
import { Blank, Note, Show } from '../../app/ui/parts.js'
import { useLoaded } from '../../app/use-loaded.js'
import { DeviceDiffs } from '../plan/device-diff.js'
import { VerdictList } from '../plan/verdict-list.js'

/** Where devices run something else than what was deployed, and what that means. */
export function DriftScreen() {
  const { api, network } = useControl()
  const drift = useLoaded(`drift ${network.id} ${network.deployment}`, async () => ({
    ...(await api.drift()),
    topology: (await api.topology()).topology,
  }))
  return (
    <section className="page" aria-label="Drift">
      <div className="page-head">
        <h1>Drift</h1>
        <span className="muted">
          What devices run, against what was deployed
          {typeof drift.value?.at !== 'number' ? '' : `, read ${formatTime(drift.value.at)}`}
        </span>
        <span className="grow" />
        <button
          type="button"
          className="button"
          disabled={drift.isLoading}
          onClick={drift.reload}
          data-testid="drift-refresh"
        >
          {drift.isLoading ? 'Reading…' : 'Read again'}
        </button>
      </div>
      <Show of={drift}>
        {({ devices, verdicts, topology, unreachable = [] }) => {
          const broken = verdicts.filter(({ verdict }) => verdict !== 'holds')
          if (devices.length + broken.length + unreachable.length === 0)
            return (
              <Blank icon="ok" title="No drift" testId="no-drift">
                <p>{network.deployment ? 'Every device runs what was deployed.' : 'Nothing is deployed yet.'}</p>
              </Blank>
            )
          return (
            <div className="page-split" data-testid="drift">
              <div className="pad stack">
                <h2>
                  {plural(devices.length, 'device')} differ{devices.length === 1 ? 's' : ''}
                </h2>
                {devices.length === 0 ? (
                  <p className="muted">Every device runs what was deployed; what is down makes the difference.</p>
                ) : (
                  <>
                    <p className="muted">Added: runs but was never deployed. Removed: was deployed and is gone.</p>
                    <DeviceDiffs diffs={devices} />
                  </>
                )}
              </div>
              <div className="pad stack">
                <h2>What that means</h2>
                {unreachable.length > 0 && <Note tone="warn">Could not be read: {unreachable.join(', ')}</Note>}
                {broken.length === 0 ? (
                  <Note tone="ok">Every intent still holds on what the devices run.</Note>
                ) : (
                  <Note tone="bad">{plural(broken.length, 'verdict')} on what the devices run do not hold.</Note>
                )}
                <VerdictList verdicts={verdicts} topology={topology} onHighlight={() => undefined} />
                <button type="button" className="button start" onClick={() => navigate({ screen: 'workspace' })}>
                  To the workspace
                </button>
              </div>
            </div>
          )
        }}
      </Show>
    </section>
  )
}
