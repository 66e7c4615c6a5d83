import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from 'react'

const key = 'paranet.split'
const [least, most] = [30, 62]
const clamp = (percent: number): number => Math.round(Math.min(most, Math.max(least, percent)))

/** Two panes with a handle between them, moved by pointer or arrow keys; the place is remembered. */
export function Splitter({ left, right }: { left: ReactNode; right: ReactNode }) {
  const frame = useRef<HTMLDivElement>(null)
  const [percent, setPercent] = useState(() => clamp(Number(localStorage.getItem(key) ?? 42)))
  const move = (to: number) => {
    const next = clamp(to)
    setPercent(next)
    localStorage.setItem(key, String(next))
  }
  const drag = (event: PointerEvent) => {
    const box = frame.current?.getBoundingClientRect()
    if (box && event.buttons === 1) move((100 * (event.clientX - box.left)) / box.width)
  }
  const press = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -2, ArrowRight: 2 }[event.key]
    if (step) move(percent + step)
  }
  return (
    <div
      ref={frame}
      className="splitter"
      style={{ gridTemplateColumns: `minmax(0, ${percent}fr) 7px minmax(0, ${100 - percent}fr)` }}
    >
      {left}
      {/* oxlint-disable-next-line jsx-a11y/role-has-required-aria-props */}
      <div
        className="handle"
        role="separator"
        aria-orientation="vertical"
        aria-label="Width of the panes"
        aria-valuenow={percent}
        aria-valuemin={least}
        aria-valuemax={most}
        tabIndex={0}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={drag}
        onKeyDown={press}
      />
      {right}
    </div>
  )
}
