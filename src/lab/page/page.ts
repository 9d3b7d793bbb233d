document.title = 'Sluice lab'
export {}
