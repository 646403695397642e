export const Now = () => <h1>Now</h1>;
