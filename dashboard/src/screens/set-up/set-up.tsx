export const SetUp = () => <h1>Set-up</h1>;
