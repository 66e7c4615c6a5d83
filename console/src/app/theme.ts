export type Theme = 'light' | 'dark'

const key = 'paranet.theme'
const listeners = new Set<() => void>()
const system = matchMedia('(prefers-color-scheme: dark)')

/** What is shown: the user's choice, or else the system's. */
export function currentTheme(): Theme {
  const chosen = localStorage.getItem(key)
  return chosen === 'light' || chosen === 'dark' ? chosen : system.matches ? 'dark' : 'light'
}

function apply(): void {
  document.documentElement.dataset['theme'] = currentTheme()
  for (const listener of listeners) listener()
}

/** Sets the theme on the page and follows the system as long as the user chose none. */
export function startTheme(): void {
  apply()
  system.addEventListener('change', apply)
}

export function toggleTheme(): void {
  localStorage.setItem(key, currentTheme() === 'dark' ? 'light' : 'dark')
  apply()
}

export function subscribeTheme(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The value of a design token on the page, for what is drawn on a canvas. */
export const tokenValue = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()
