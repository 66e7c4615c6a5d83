import { useState } from 'react'
import type { Deployment, DeploymentWave } from '@paranet/schemas'
import { useControl } from '../../app/control.js'
import { formatMs, formatTime, shortId } from '../../app/format.js'
import { Icon, type IconName } from '../../app/ui/icon.js'
import { Note, Tag, type Tone } from '../../app/ui/parts.js'
import { RollbackDialog } from './rollback-dialog.js'
import { isFinal } from './use-deployment.js'

const looks: Readonly<Record<Deployment['status'], { tone: Tone; icon: IconName; text: string }>> = {
  'awaiting-approval': { tone: 'warn', icon: 'clock', text: 'awaiting approval' },
  scheduled: { tone: 'muted', icon: 'clock', text: 'scheduled' },
  queued: { tone: 'muted', icon: 'clock', text: 'queued' },
  validating: { tone: 'accent', icon: 'more', text: 'validating' },
  staging: { tone: 'accent', icon: 'more', text: 'staging' },
  'rolling-out': { tone: 'accent', icon: 'more', text: 'rolling out' },
  paused: { tone: 'warn', icon: 'clock', text: 'paused' },
  confirming: { tone: 'accent', icon: 'more', text: 'confirming' },
  active: { tone: 'ok', icon: 'ok', text: 'active' },
  superseded: { tone: 'muted', icon: 'ok', text: 'superseded' },
  'rolling-back': { tone: 'warn', icon: 'undo', text: 'rolling back' },
  'rolled-back': { tone: 'warn', icon: 'undo', text: 'rolled back' },
  failed: { tone: 'bad', icon: 'bad', text: 'failed' },
}

export const StatusTag = ({ status, testId }: { status: Deployment['status']; testId?: string }) => {
  const { tone, icon, text } = looks[status] ?? { tone: 'muted', icon: 'unknown', text: status }
  return (
    <Tag tone={tone} icon={icon} {...(testId ? { testId } : {})}>
      {text}
    </Tag>
  )
}

/** A deployment: status, waves, what went wrong, its journal, and the way back. */
export function DeploymentView({
  deployment,
  onRolledBack,
}: {
  deployment: Deployment
  onRolledBack: (deployment: string) => void
}) {
  const { mayWrite } = useControl()
  const [isAsking, setIsAsking] = useState(false)
  const { status, waves, error, events = [] } = deployment
  return (
    <div className="stack" data-testid="deployment" data-deployment={deployment.id} data-status={status}>
      <div className="row wrap" role="status">
        <StatusTag status={status} testId="deployment-status" />
        {!isFinal(status) && <span className="spinner small" />}
        {deployment.ms !== undefined && <span className="muted">in {formatMs(deployment.ms)}</span>}
        <span className="grow" />
        {mayWrite && (status === 'active' || status === 'superseded') && (
          <button type="button" className="button" onClick={() => setIsAsking(true)} data-testid="roll-back">
            <Icon name="undo" />
            Roll back…
          </button>
        )}
      </div>
      <dl className="facts">
        <dt>By</dt>
        <dd>{deployment.actor}</dd>
        {deployment.reason && (
          <>
            <dt>Reason</dt>
            <dd>{deployment.reason}</dd>
          </>
        )}
        {deployment.startedAt !== undefined && (
          <>
            <dt>Started</dt>
            <dd>{formatTime(deployment.startedAt)}</dd>
          </>
        )}
        <dt>Plan</dt>
        <dd>
          <code title={deployment.plan}>{shortId(deployment.plan)}</code>
        </dd>
      </dl>
      {error && (
        <Note tone="bad" testId="deployment-error">
          {error.message}
          {error.devices && error.devices.length > 0 && <p>Devices: {error.devices.join(', ')}</p>}
          {deployment.needsPerson && deployment.needsPerson.length > 0 && (
            <p>A person must look at {deployment.needsPerson.join(', ')}.</p>
          )}
          {error.moved && error.moved.length > 0 && <p>Moved: {error.moved.map(({ what }) => what).join(', ')}</p>}
        </Note>
      )}
      <h3>Waves</h3>
      {waves.length === 0 && <p className="muted">No device changes.</p>}
      <ol className="waves" data-testid="waves">
        {waves.map((wave, i) => (
          <WaveRow key={i} index={i} wave={wave} />
        ))}
      </ol>
      {events.length > 0 && (
        <details className="journal">
          <summary>Journal, {events.length} entries</summary>
          <ol data-testid="journal">
            {events.map(({ seq, at, type, ...rest }) => (
              <li key={seq}>
                <span className="muted number">{formatTime(at)}</span> {type.replaceAll('-', ' ')}{' '}
                <span className="muted">{eventSubject(rest)}</span>
              </li>
            ))}
          </ol>
        </details>
      )}
      {isAsking && (
        <RollbackDialog
          deployment={deployment}
          onClose={() => setIsAsking(false)}
          onStarted={(id) => {
            setIsAsking(false)
            onRolledBack(id)
          }}
        />
      )}
    </div>
  )
}

const waveLooks: Readonly<Record<DeploymentWave['status'], { tone: Tone; icon: IconName; text: string }>> = {
  pending: { tone: 'muted', icon: 'clock', text: 'pending' },
  staging: { tone: 'accent', icon: 'more', text: 'staging' },
  committing: { tone: 'accent', icon: 'more', text: 'committing' },
  done: { tone: 'ok', icon: 'ok', text: 'done' },
  undone: { tone: 'warn', icon: 'undo', text: 'undone' },
}

function WaveRow({ index, wave }: { index: number; wave: DeploymentWave }) {
  const { tone, icon, text } = waveLooks[wave.status] ?? { tone: 'muted', icon: 'unknown', text: wave.status }
  return (
    <li className={`wave wave-${wave.status}`} data-testid="wave" data-status={wave.status}>
      <span className={`wave-mark tone-${tone}`}>
        <Icon name={icon} />
      </span>
      <div className="grow">
        <div className="row">
          <strong>Wave {index + 1}</strong>
          <span className={`tone-${tone}`}>{text}</span>
          <span className="number muted grow">{wave.ms === undefined ? '' : formatMs(wave.ms)}</span>
        </div>
        <p className="muted">{wave.devices.join(', ')}</p>
      </div>
    </li>
  )
}

function eventSubject({ device, wave }: { readonly [key: string]: unknown }): string {
  if (typeof device === 'string') return device
  return typeof wave === 'number' ? `wave ${wave + 1}` : ''
}
