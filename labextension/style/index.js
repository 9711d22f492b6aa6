/** What JupyterLab loads as the extension's style. */
import './index.css'
