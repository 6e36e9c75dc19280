// Nothing about cardseal is configured here: the defaults have to do, except for the workers' format.
export default { build: { target: 'es2022' }, worker: { format: 'es' } };
