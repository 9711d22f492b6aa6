/** The panel's icon: three cells of a graph, in JupyterLab's icon colours. */
export const graphIcon = `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">
  <g class="jp-icon3" fill="#616161">
    <rect x="8" y="2" width="8" height="6" rx="1"/>
    <rect x="2" y="16" width="8" height="6" rx="1"/>
    <rect x="14" y="16" width="8" height="6" rx="1"/>
    <path d="M11 8h2v3h6v5h-2v-3H7v3H5v-5h6z"/>
  </g>
</svg>`
