// The chapter's five exercises, as far as the server knows them: what each retrieves from the lab's own server.

export const exercisePaths = ['/romeo.txt', '/help', '/help', '/window.html', '/romeo.txt'] as const
