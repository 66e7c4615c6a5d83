import type { ReactNode } from 'react'
import { useEffect, useRef } from 'react'
import { Icon, type IconName } from './icon.js'

export type Tone = 'ok' | 'warn' | 'bad' | 'accent' | 'muted'

/** A short word in a coloured shape, always with its text. */
export const Tag = ({
  tone,
  icon,
  children,
  testId,
}: {
  tone: Tone
  icon?: IconName
  children: ReactNode
  testId?: string
}) => (
  <span className={`tag tone-${tone}`} data-testid={testId}>
    {icon && <Icon name={icon} />}
    {children}
  </span>
)

const noteIcons = { bad: 'bad', warn: 'warn', ok: 'ok', plain: 'info' } as const

/** A message within the page. `bad` ones are announced at once. */
export const Note = ({
  tone = 'plain',
  children,
  testId,
}: {
  tone?: 'bad' | 'warn' | 'ok' | 'plain'
  children: ReactNode
  testId?: string
}) => (
  <div className={`note ${tone}`} role={tone === 'bad' ? 'alert' : 'status'} data-testid={testId}>
    <Icon name={noteIcons[tone]} />
    <div className="note-body">{children}</div>
  </div>
)

/** What stands where there is nothing to show. */
export const Blank = ({
  icon = 'info',
  title,
  children,
  testId,
}: {
  icon?: IconName
  title: string
  children?: ReactNode
  testId?: string
}) => (
  <div className="blank" data-testid={testId}>
    <Icon name={icon} />
    <strong>{title}</strong>
    {children}
  </div>
)

export const Loading = ({ label = 'Loading' }: { label?: string }) => (
  <div className="blank" role="status">
    <span className="spinner" />
    <span>{label}…</span>
  </div>
)

/** A failed read, with the way to try again. */
export const Failed = ({ message, onRetry }: { message: string; onRetry: () => void }) => (
  <div className="blank" role="alert" data-testid="load-error">
    <Icon name="warn" className="tone-bad" />
    <strong>This could not be loaded</strong>
    <p>{message}</p>
    <button type="button" className="button" onClick={onRetry}>
      Try again
    </button>
  </div>
)

interface LoadedLike<T> {
  readonly value: T | undefined
  readonly error: string | undefined
  readonly reload: () => void
}

/** The three states of what is read: error, loading, there. */
export function Show<T>({ of, children }: { of: LoadedLike<T>; children: (value: T) => ReactNode }) {
  if (of.value !== undefined) return <>{children(of.value)}</>
  return of.error === undefined ? <Loading /> : <Failed message={of.error} onRetry={of.reload} />
}

export const IconButton = ({
  icon,
  label,
  onClick,
  pressed,
  disabled,
  testId,
}: {
  icon: IconName
  label: string
  onClick: () => void
  pressed?: boolean
  disabled?: boolean
  testId?: string
}) => (
  <button
    type="button"
    className="button quiet square"
    aria-label={label}
    title={label}
    aria-pressed={pressed}
    disabled={disabled}
    onClick={onClick}
    data-testid={testId}
  >
    <Icon name={icon} />
  </button>
)

/** A modal question; Escape and a click on Cancel close it. Focus stays inside and comes back afterwards. */
export function Dialog({
  title,
  onClose,
  children,
  foot,
  testId,
}: {
  title: string
  onClose: () => void
  children: ReactNode
  foot: ReactNode
  testId: string
}) {
  const ref = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const dialog = ref.current
    dialog?.showModal()
    return () => dialog?.close()
  }, [])
  return (
    <dialog
      ref={ref}
      className="dialog"
      aria-labelledby={`${testId}-title`}
      data-testid={testId}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
    >
      <div className="dialog-head">
        <h2 id={`${testId}-title`}>{title}</h2>
      </div>
      <div className="dialog-body">{children}</div>
      <div className="dialog-foot">{foot}</div>
    </dialog>
  )
}
