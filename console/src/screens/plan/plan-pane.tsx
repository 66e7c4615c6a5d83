import { useState } from 'react'
import type { PlanAnswer } from '../../api/shapes.js'
import { devicesOfWave, diffsOf } from '../../api/shapes.js'
import { useControl } from '../../app/control.js'
import { intentName, plural, shortId } from '../../app/format.js'
import { Icon } from '../../app/ui/icon.js'
import { Blank, Note, Tag } from '../../app/ui/parts.js'
import { useLoaded } from '../../app/use-loaded.js'
import { DiagnosticList } from '../intents/problem-list.js'
import { linksAlong } from '../map/packet-path.js'
import { useWorkspace } from '../workspace/workspace-state.js'
import { DeployDialog } from './deploy-dialog.js'
import { DeviceDiffs, DiffCounts } from './device-diff.js'
import { EpochList } from './epoch-list.js'
import { MoveList } from './move-list.js'
import { TrafficList } from './traffic-list.js'
import { VerdictList } from './verdict-list.js'

/** The second step: what would change, and what is proved of it. */
export function PlanPane({ draftText }: { draftText: string | undefined }) {
  const { mayWrite } = useControl()
  const { state, change } = useWorkspace()
  const [isAsking, setIsAsking] = useState(false)
  const { plan, planText } = state
  if (!plan)
    return (
      <Blank icon="route" title="No plan yet" testId="no-plan">
        <p>A plan shows what your intents would change on each device, and what is proved of the result.</p>
        <button type="button" className="button" onClick={() => change({ step: 'intents' })}>
          To the intents
        </button>
      </Blank>
    )
  const hasErrors = plan.diagnostics.some(({ severity }) => severity === 'error')
  const isStale = draftText !== undefined && draftText !== planText
  return (
    <div className="plan" data-testid="plan" data-plan={plan.id} data-ok={plan.ok}>
      <div className="plan-body stack">
        {isStale && <Note tone="warn">The intents have changed since this plan was made.</Note>}
        <PlanSummary plan={plan} />
        <PlanParts key={plan.id} plan={plan} />
      </div>
      <div className="pane-foot">
        <button type="button" className="button" onClick={() => change({ step: 'intents', highlight: undefined })}>
          Back to intents
        </button>
        <span className="grow" />
        <button
          type="button"
          className="button primary"
          disabled={!mayWrite || hasErrors}
          title={hasErrors ? 'Errors must be gone first' : undefined}
          onClick={() => setIsAsking(true)}
          data-testid="deploy"
        >
          Deploy…
        </button>
      </div>
      {isAsking && <DeployDialog plan={plan} onClose={() => setIsAsking(false)} />}
    </div>
  )
}

function PlanSummary({ plan }: { plan: PlanAnswer }) {
  const errors = plan.diagnostics.filter(({ severity }) => severity === 'error').length
  const count = (word: string) => plan.verdicts.filter(({ verdict }) => verdict === word).length
  const [held, violated, unknown] = [count('holds'), count('violated'), count('unknown')]
  return (
    <div className="plan-summary">
      <div className="row wrap">
        <Tag tone={plan.ok ? 'ok' : 'bad'} icon={plan.ok ? 'ok' : 'bad'} testId="plan-result">
          {plan.ok ? 'Proved' : errors > 0 ? plural(errors, 'error') : 'Not proved'}
        </Tag>
        <span>
          {held} hold{held === 1 ? 's' : ''}
          {violated > 0 && <span className="tone-bad"> · {violated} violated</span>}
          {unknown > 0 && <span className="tone-warn"> · {unknown} unknown</span>}
        </span>
        <code className="muted" title={plan.id}>
          plan {shortId(plan.id)}
        </code>
      </div>
      <div className="row wrap muted">
        <DiffCounts added={plan.diff.added} changed={plan.diff.changed} removed={plan.diff.removed} />
        entries on {plural(plan.blastRadius.devices.length, 'device')} in {plural(plan.waves.length, 'wave')}
      </div>
    </div>
  )
}

function PlanParts({ plan }: { plan: PlanAnswer }) {
  const { api } = useControl()
  const { topology, change } = useWorkspace()
  const details = useLoaded(`preview ${plan.id}`, () => api.preview(plan.id))
  const diffs = diffsOf(details.value ?? plan).filter((diff) => Array.isArray(diff.added))
  return (
    <>
      {plan.rollout.kind !== 'ordered' && (
        <Note tone="warn" testId="disruption">
          No order of waves keeps everything: on the way this loses{' '}
          {plan.rollout.loses?.map(intentName).join(', ') ?? 'traffic'}.
          {plan.rollout.witness?.map((words) => (
            <div key={words}>{words}</div>
          ))}
        </Note>
      )}
      {plan.diagnostics.length > 0 && (
        <section className="stack" aria-label="Diagnostics" data-testid="plan-diagnostics">
          <h3>Diagnostics</h3>
          <DiagnosticList diagnostics={plan.diagnostics} />
        </section>
      )}
      <MoveList {...(plan.moves ? { moves: plan.moves } : {})} />
      <TrafficList {...(plan.traffic ? { traffic: plan.traffic } : {})} />
      <EpochList {...(plan.epochs ? { epochs: plan.epochs } : {})} />
      {plan.verdicts.length > 0 && (
        <section className="stack" aria-label="Verdicts">
          <h3>Verdicts</h3>
          <VerdictList
            verdicts={plan.verdicts}
            topology={topology}
            onHighlight={(highlight) => change({ highlight })}
          />
        </section>
      )}
      <section className="stack" aria-label="Changes per device">
        <h3>Changes per device</h3>
        {diffs.length > 0 ? (
          <DeviceDiffs diffs={diffs} />
        ) : (
          <p className="muted">{details.error ?? (details.isLoading ? 'Loading…' : 'No device changes.')}</p>
        )}
      </section>
      {plan.waves.length > 0 && <Waves plan={plan} />}
      <IntentPaths plan={plan} />
    </>
  )
}

const Waves = ({ plan }: { plan: PlanAnswer }) => (
  <section className="stack" aria-label="Waves">
    <h3>Waves</h3>
    <ol className="plain-list" data-testid="plan-waves">
      {plan.waves.map((wave, i) => (
        <li key={i} className="row wrap">
          <span className="muted wave-number">{i + 1}</span>
          {devicesOfWave(wave).map((device) => (
            <Tag key={device} tone="muted">
              {device}
            </Tag>
          ))}
        </li>
      ))}
    </ol>
  </section>
)

/** The blast radius, and the way of each intent; a click draws it. */
function IntentPaths({ plan }: { plan: PlanAnswer }) {
  const { topology, change } = useWorkspace()
  const touched = new Set(plan.blastRadius.intents)
  const draw = (name: string, paths: readonly (readonly string[])[]) =>
    change({
      highlight: {
        title: name,
        tone: 'accent',
        nodes: [...new Set(paths.flat())],
        links: [...new Set(paths.flatMap((path) => linksAlong(topology, path)))],
        down: [],
      },
    })
  return (
    <section className="stack" aria-label="Blast radius">
      <h3>Blast radius</h3>
      <p>
        {plural(plan.blastRadius.devices.length, 'device')} and {plural(plan.blastRadius.intents.length, 'intent')} are
        touched.
      </p>
      <ul className="plain-list" data-testid="plan-intents">
        {plan.intents.map(({ id, name, kind, paths }) => (
          <li key={id} className="row">
            <span className="muted intent-kind">{kind}</span>
            <span className="clip grow">{name}</span>
            {touched.has(id) && <Tag tone="accent">touched</Tag>}
            {paths.length > 0 && (
              <button type="button" className="button quiet small" onClick={() => draw(name, paths)}>
                <Icon name="route" />
                {plural(paths.length, 'path')}
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
