import type { ScenarioRun } from '../../api/shapes.js'
import { Note, Tag, type Tone } from '../../app/ui/parts.js'

const states: Readonly<Record<ScenarioRun['status'], { readonly tone: Tone; readonly text: string }>> = {
  playing: { tone: 'accent', text: 'playing' },
  passed: { tone: 'ok', text: 'as told' },
  failed: { tone: 'bad', text: 'went otherwise' },
  broken: { tone: 'bad', text: 'could not be played' },
}
const stepTones = { passed: 'ok', failed: 'bad', skipped: 'muted' } as const

/** How a play stands: each step that is over, with what it found. */
export function ScenarioSteps({ run: { title, status, ms, message, steps } }: { run: ScenarioRun }) {
  const { tone, text } = states[status]
  return (
    <>
      <div className="row wrap">
        <h2 className="grow">{title}</h2>
        <Tag tone={tone} testId="run-state">
          {text}
        </Tag>
      </div>
      {ms !== undefined && <p className="muted">{(ms / 1000).toFixed(1)} s of the story</p>}
      {message && <Note tone="bad">{message}</Note>}
      <ol className="plain-list stack" data-testid="run-steps">
        {steps.map((step) => (
          <li key={step.index} className="row">
            <Tag
              tone={stepTones[step.status]}
              {...(step.status === 'skipped' ? {} : { icon: step.status === 'passed' ? 'ok' : 'bad' })}
            >
              {step.status}
            </Tag>
            <div className="grow">
              <div>{step.title}</div>
              {step.message && <div className="muted">{step.message}</div>}
            </div>
          </li>
        ))}
      </ol>
    </>
  )
}
