import { useState } from 'react'
import type { Diagnostic } from '@paranet/schemas'
import { plural } from '../../app/format.js'
import { Icon } from '../../app/ui/icon.js'

const tones = { error: 'bad', warning: 'warn', info: 'accent' } as const
const icons = { error: 'bad', warning: 'warn', info: 'info' } as const

/** How many problems the text has; opens to a list that leads to each. */
export function ProblemList({
  diagnostics,
  onShow,
}: {
  diagnostics: readonly Diagnostic[]
  onShow: (diagnostic: Diagnostic) => void
}) {
  const [isOpen, setIsOpen] = useState(true)
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length
  const others = diagnostics.length - errors
  if (diagnostics.length === 0)
    return (
      <span className="row tone-ok grow" data-testid="problems" data-errors={0}>
        <Icon name="ok" /> No problems
      </span>
    )
  const text = [errors && plural(errors, 'error'), others && plural(others, 'warning')].filter(Boolean).join(', ')
  return (
    <div className="grow problems" data-testid="problems" data-errors={errors}>
      <button type="button" className="button quiet" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
        <Icon name={errors ? 'bad' : 'warn'} className={errors ? 'tone-bad' : 'tone-warn'} />
        {text}
      </button>
      {isOpen && <DiagnosticList diagnostics={diagnostics} onShow={onShow} />}
    </div>
  )
}

/** Diagnostics with their place; a click leads there. */
export const DiagnosticList = ({
  diagnostics,
  onShow,
}: {
  diagnostics: readonly Diagnostic[]
  onShow?: (diagnostic: Diagnostic) => void
}) => (
  <ul className="diagnostics">
    {diagnostics.map((diagnostic, i) => {
      const { severity, span, message, hint, file, code } = diagnostic
      const body = (
        <>
          <Icon name={icons[severity]} className={`tone-${tones[severity]}`} />
          <span className="grow">
            <span className="visually-hidden">{severity}: </span>
            {message}
            {hint && <>; {hint}</>}
          </span>
          <span className="muted mono">{onShow ? span.line : `${file}:${span.line}`}</span>
        </>
      )
      return (
        <li key={i} data-testid="diagnostic" data-code={code}>
          {onShow ? (
            <button type="button" className="diagnostic" onClick={() => onShow(diagnostic)}>
              {body}
            </button>
          ) : (
            <div className="diagnostic">{body}</div>
          )}
        </li>
      )
    })}
  </ul>
)
