import { useEffect, useState } from 'react'
import type { ScenarioRun } from '../../api/shapes.js'
import { useControl } from '../../app/control.js'
import { plural } from '../../app/format.js'
import { Blank, Note, Show } from '../../app/ui/parts.js'
import { useAction, useLoaded } from '../../app/use-loaded.js'
import { ScenarioSteps } from './scenario-steps.js'

/** Between two looks at a run, ms. */
const lookEveryMs = 500

/** The fault stories that the server can play, and the last one played, step by step. */
export function ScenariosScreen() {
  const { api, mayWrite } = useControl()
  const scenarios = useLoaded('scenarios', api.scenarios)
  const [run, setRun] = useState<ScenarioRun>()
  const play = useAction(async (name: string) => setRun(await api.playScenario(name)))
  const isPlaying = run?.status === 'playing'
  useEffect(() => {
    if (!isPlaying || run === undefined) return
    const timer = setTimeout(() => void api.scenarioRun(run.id).then(setRun, () => setRun(undefined)), lookEveryMs)
    return () => clearTimeout(timer)
  }, [api, isPlaying, run])
  return (
    <section className="page" aria-label="Scenarios">
      <div className="page-head">
        <h1>Scenarios</h1>
        <span className="muted">Fault stories, each played on an emulated network of its own</span>
      </div>
      <Show of={scenarios}>
        {({ items }) =>
          items.length === 0 ? (
            <Blank icon="file" title="No scenarios">
              <p>This server was started without a folder of scenarios.</p>
            </Blank>
          ) : (
            <div className="page-split" data-testid="scenarios">
              <ul className="plain-list story-list">
                {items.map(({ name, title, description, steps }) => (
                  <li key={name} data-testid={`scenario-${name}`}>
                    <div className="row">
                      <h2 className="grow">{title}</h2>
                      {mayWrite && (
                        <button
                          type="button"
                          className="button"
                          disabled={isPlaying || play.isRunning}
                          onClick={() => void play.run(name)}
                          aria-label={`Play: ${title}`}
                          data-testid={`play-${name}`}
                        >
                          {isPlaying && run.scenario === name ? 'Playing…' : 'Play'}
                        </button>
                      )}
                    </div>
                    <p className="muted">
                      {description} {plural(steps, 'step')}.
                    </p>
                  </li>
                ))}
              </ul>
              <div className="pad stack" aria-live="polite">
                {play.error && <Note tone="bad">{play.error}</Note>}
                {run ? <ScenarioSteps run={run} /> : <p className="muted">Play one to see its steps here.</p>}
              </div>
            </div>
          )
        }
      </Show>
    </section>
  )
}
