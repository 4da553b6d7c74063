import{n as a}from"./chunk-IIDTBVF7.js";export{a as Section};
