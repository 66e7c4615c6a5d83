import { Blank, IconButton } from '../../app/ui/parts.js'
import { LinkDetails } from '../details/link-details.js'
import { NodeDetails } from '../details/node-details.js'
import { TracePane } from '../trace/trace-pane.js'
import { useWorkspace } from './workspace-state.js'

/** Beside the map: details of what is selected, or the trace tool. */
export function Drawer() {
  const { state, change } = useWorkspace()
  const { tool, selection } = state
  const close = () =>
    change({ tool: undefined, selection: undefined, ...(tool === 'trace' ? { highlight: undefined } : {}) })
  const title =
    tool === 'trace'
      ? 'Trace a packet'
      : selection?.kind === 'link'
        ? `Link ${selection.id}`
        : selection?.kind === 'node'
          ? selection.name
          : ''
  return (
    <aside className="drawer" aria-label={title} data-testid="drawer">
      <div className="drawer-head">
        <h2 className="clip grow">{title}</h2>
        <IconButton icon="close" label="Close" onClick={close} testId="drawer-close" />
      </div>
      <div className="drawer-body" key={title}>
        {tool === 'trace' ? <TracePane /> : <Selected />}
      </div>
    </aside>
  )
}

function Selected() {
  const { state, topology, select } = useWorkspace()
  const { selection } = state
  const link = selection?.kind === 'link' ? topology.links.find(({ id }) => id === selection.id) : undefined
  const node = selection?.kind === 'node' ? topology.nodes.find(({ name }) => name === selection.name) : undefined
  if (link) return <LinkDetails key={link.id} link={link} />
  if (node) return <NodeDetails key={node.name} node={node} topology={topology} onSelect={select} />
  return <Blank title="This is no longer part of the network" />
}
