import { useCallback, useMemo, useState } from 'react'
import type { Topology } from '@paranet/schemas'
import { useControl } from '../../app/control.js'
import { Icon } from '../../app/ui/icon.js'
import { Blank, Show } from '../../app/ui/parts.js'
import { useLoaded } from '../../app/use-loaded.js'
import { DeploymentPane } from '../deployments/deployment-pane.js'
import { useDrafts } from '../intents/drafts.js'
import { IntentsPane, textOf } from '../intents/intents-pane.js'
import { MapSearch } from '../map/map-search.js'
import { NetworkMap } from '../map/network-map.js'
import { PlanPane } from '../plan/plan-pane.js'
import { Drawer } from './drawer.js'
import { Splitter } from './splitter.js'
import {
  emptyWorkspace,
  type Selection,
  type Step,
  useWorkspace,
  WorkspaceContext,
  type WorkspaceState,
} from './workspace-state.js'

/** Intents, plan and deployment beside the map of the network. It stays while other screens are shown. */
export function Workspace({ isShown }: { isShown: boolean }) {
  const { api, network } = useControl()
  const loaded = useLoaded(`topology ${network.id} ${network.topologyRevision ?? ''}`, api.topology)
  return (
    <div className="workspace-holder" hidden={!isShown}>
      <Show of={loaded}>{({ topology }) => <WorkspaceOf topology={topology} isShown={isShown} />}</Show>
    </div>
  )
}

function WorkspaceOf({ topology, isShown }: { topology: Topology; isShown: boolean }) {
  const [state, setState] = useState<WorkspaceState>(emptyWorkspace)
  const change = useCallback((part: Partial<WorkspaceState>) => setState((old) => ({ ...old, ...part })), [])
  const select = useCallback(
    (selection: Selection | undefined) =>
      setState((old) => ({
        ...old,
        selection,
        tool: selection ? 'details' : old.tool === 'details' ? undefined : old.tool,
      })),
    [],
  )
  const value = useMemo(() => ({ state, change, topology, select }), [state, change, topology, select])
  return (
    <WorkspaceContext value={value}>
      <Splitter left={<Steps />} right={<MapPane isShown={isShown} />} />
    </WorkspaceContext>
  )
}

const steps: readonly { readonly step: Step; readonly name: string }[] = [
  { step: 'intents', name: 'Intents' },
  { step: 'plan', name: 'Plan' },
  { step: 'deployment', name: 'Deployment' },
]

function Steps() {
  const { api, network } = useControl()
  const { state, change } = useWorkspace()
  const drafts = useDrafts(api, network.id)
  const { reload } = drafts
  return (
    <section className="steps" aria-label="Intents, plan and deployment">
      <div className="pane-head">
        <div className="tabs" role="tablist" aria-label="Steps">
          {steps.map(({ step, name }, i) => (
            <button
              key={step}
              type="button"
              role="tab"
              className="tab"
              aria-selected={state.step === step}
              onClick={() => change({ step })}
              data-testid={`step-${step}`}
            >
              <span className="step-number">{i + 1}</span>
              {name}
            </button>
          ))}
        </div>
      </div>
      <div className="pane-body" role="tabpanel" aria-label={steps.find(({ step }) => step === state.step)?.name}>
        {state.step === 'intents' && <IntentsPane drafts={drafts} />}
        {state.step === 'plan' && <PlanPane draftText={drafts.files && textOf(drafts.files)} />}
        {state.step === 'deployment' && <DeploymentPane onActive={reload} />}
      </div>
    </section>
  )
}

function MapPane({ isShown }: { isShown: boolean }) {
  const { state, change, topology, select } = useWorkspace()
  const { tool, highlight, selection } = state
  const isOpen = tool === 'trace' || (tool === 'details' && selection !== undefined)
  return (
    <section className="map-pane" aria-label="Network">
      <div className="pane-head">
        <MapSearch topology={topology} onSelect={select} />
        <span className="grow" />
        {highlight && (
          <span
            className={`tag tone-${highlight.tone}`}
            data-testid="highlight"
            data-nodes={highlight.nodes.join(' ')}
            data-links={highlight.links.join(' ')}
          >
            <span className="clip">{highlight.title}</span>
            <button
              type="button"
              className="tag-close"
              aria-label="Clear the path"
              onClick={() => change({ highlight: undefined })}
            >
              <Icon name="close" />
            </button>
          </span>
        )}
        <button
          type="button"
          className="button"
          aria-pressed={tool === 'trace'}
          onClick={() =>
            change(
              tool === 'trace' ? { tool: undefined, highlight: undefined } : { tool: 'trace', selection: undefined },
            )
          }
          data-testid="open-trace"
        >
          <Icon name="route" />
          Trace
        </button>
      </div>
      <div className="map-frame">
        <div className={`map-area ${isOpen ? 'with-drawer' : ''}`}>
          {topology.nodes.length === 0 ? (
            <Blank icon="route" title="This network has no nodes yet">
              <p>Import a topology with the command line, or make the network from a description.</p>
            </Blank>
          ) : (
            <NetworkMap isShown={isShown} />
          )}
          {isOpen && <Drawer />}
        </div>
      </div>
    </section>
  )
}
