import{n as a}from"./chunk-AK2JOYYE.js";export{a as Section};
