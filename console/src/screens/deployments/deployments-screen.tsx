import type { Deployment } from '@paranet/schemas'
import { useControl } from '../../app/control.js'
import { formatMs, formatTime, shortId } from '../../app/format.js'
import { hrefOf, navigate } from '../../app/route.js'
import { Blank, Show } from '../../app/ui/parts.js'
import { useLoaded } from '../../app/use-loaded.js'
import { DeploymentView, StatusTag } from './deployment-view.js'
import { useDeployment } from './use-deployment.js'

/** All deployments of the network, and one of them in detail. */
export function DeploymentsScreen({ selected }: { selected: string | undefined }) {
  const { api, network } = useControl()
  const history = useLoaded(`history ${network.id} ${network.deployment}`, api.deployments)
  return (
    <section className="page" aria-label="Deployments">
      <div className="page-head">
        <h1>Deployments</h1>
        <span className="grow" />
        <button type="button" className="button" onClick={history.reload}>
          Refresh
        </button>
      </div>
      <Show of={history}>
        {({ items }) =>
          items.length === 0 ? (
            <Blank icon="clock" title="Nothing was deployed yet" />
          ) : (
            <div className="page-split">
              <DeploymentTable items={items} selected={selected ?? items[0]?.id} />
              <div className="pad">
                <Detail key={selected ?? items[0]?.id} id={selected ?? items[0]?.id} onChanged={history.reload} />
              </div>
            </div>
          )
        }
      </Show>
    </section>
  )
}

const DeploymentTable = ({ items, selected }: { items: readonly Deployment[]; selected: string | undefined }) => (
  <div>
    <table className="table" data-testid="deployments">
      <thead>
        <tr>
          <th>Started</th>
          <th>Status</th>
          <th>By</th>
          <th className="number">Took</th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr
            key={item.id}
            className={item.id === selected ? 'is-selected' : ''}
            data-testid="deployment-row"
            data-deployment={item.id}
            data-status={item.status}
          >
            <td>
              <a
                className="link-button"
                href={hrefOf({ screen: 'deployments', id: item.id })}
                aria-current={item.id === selected ? 'true' : undefined}
              >
                {item.startedAt === undefined ? shortId(item.id) : formatTime(item.startedAt)}
              </a>
            </td>
            <td className="tight">
              <StatusTag status={item.status} />
            </td>
            <td>{item.actor}</td>
            <td className="number">{item.ms === undefined ? '' : formatMs(item.ms)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
)

function Detail({ id, onChanged }: { id: string | undefined; onChanged: () => void }) {
  const deployment = useDeployment(id)
  return (
    <Show of={deployment}>
      {(value) => (
        <div className="stack">
          <h2 className="clip">Deployment {shortId(value.id)}</h2>
          <DeploymentView
            deployment={value}
            onRolledBack={(started) => {
              onChanged()
              navigate({ screen: 'deployments', id: started })
            }}
          />
        </div>
      )}
    </Show>
  )
}
