export const Namespaces = () => <h1>Namespaces</h1>;
