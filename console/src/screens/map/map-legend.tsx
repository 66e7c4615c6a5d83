import { loadSteps } from './map-style.js'

/** What the colours of links mean. */
export const MapLegend = () => (
  <dl className="map-legend" aria-label="Load of links">
    {loadSteps.map(({ token, text }, step) => (
      <div key={token}>
        <dt>
          <svg width="22" height="8" aria-hidden="true">
            <line x1="0" x2="22" y1="4" y2="4" stroke={`var(--${token})`} strokeWidth={2 + step * 1.2} />
          </svg>
        </dt>
        <dd>{text}</dd>
      </div>
    ))}
    <div>
      <dt>
        <svg width="22" height="8" aria-hidden="true">
          <line x1="0" x2="22" y1="4" y2="4" stroke="var(--bad)" strokeWidth="2.5" strokeDasharray="5 4" />
        </svg>
      </dt>
      <dd>down</dd>
    </div>
  </dl>
)
