import { useEffect, useRef, useSyncExternalStore } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { formatRate } from '../../app/format.js'
import { currentTheme, subscribeTheme, tokenValue } from '../../app/theme.js'
import type { RatePoint } from '../../live/telemetry.js'

interface RateChartProps {
  readonly points: readonly RatePoint[]
  /** Changes with every new point: the list itself stays the same. */
  readonly at: number
  readonly names: readonly [string, string]
}

/** The rates of a link in both directions over the last minutes. */
export function RateChart({ points, at, names }: RateChartProps) {
  const holder = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot>(undefined)
  const theme = useSyncExternalStore(subscribeTheme, currentTheme)
  const [there, back] = names
  useEffect(() => {
    const element = holder.current
    if (!element) return
    const made = new uPlot(chartOptions(element.clientWidth, [there, back]), [[], [], []], element)
    plot.current = made
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: 130 }))
    observer.observe(element)
    return () => {
      observer.disconnect()
      made.destroy()
    }
  }, [theme, there, back])
  useEffect(() => {
    plot.current?.setData([
      points.map(([ms]) => ms / 1000),
      points.map((point) => point[1]),
      points.map((point) => point[2]),
    ])
  }, [points, at, theme, there, back])
  return (
    <figure>
      <div ref={holder} className="rate-chart" />
      <figcaption className="row wrap chart-key">
        <span className="key-forward">{there}</span>
        <span className="key-backward">{back}</span>
      </figcaption>
    </figure>
  )
}

function chartOptions(width: number, [there, back]: readonly [string, string]): uPlot.Options {
  const axis = {
    stroke: tokenValue('muted'),
    grid: { stroke: tokenValue('line'), width: 1 },
    ticks: { show: false },
    font: '11px system-ui',
  }
  return {
    width,
    height: 130,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: { y: { range: (_, __, max) => [0, Math.max(1000, max * 1.1)] } },
    axes: [
      { ...axis, space: 70, values: '{HH}:{mm}:{ss}' },
      {
        ...axis,
        size: 74,
        space: 30,
        values: (_, ticks) => ticks.map((tick) => (tick === 0 ? '0' : formatRate(tick))),
      },
    ],
    series: [
      {},
      { label: there, stroke: tokenValue('accent'), width: 1.6, points: { show: false } },
      { label: back, stroke: tokenValue('warn'), width: 1.6, points: { show: false } },
    ],
  }
}
