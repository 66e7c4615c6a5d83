import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/app.js'
import { startTheme } from './app/theme.js'
import './app/styles/tokens.css'
import './app/styles/base.css'
import './app/styles/parts.css'
import './app/styles/layout.css'
import './app/styles/workspace.css'

startTheme()
const root = document.getElementById('root')
if (root)
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
