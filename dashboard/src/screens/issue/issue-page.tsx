export const IssuePage = () => <h1>An issue</h1>;
