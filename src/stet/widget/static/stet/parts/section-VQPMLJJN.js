import{n as a}from"./chunk-ZTOUALNK.js";export{a as Section};
