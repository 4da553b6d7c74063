import{a,b,c}from"./chunk-BBT5EDIC.js";import"./chunk-RYMCB4FF.js";import"./chunk-ZTOUALNK.js";export{c as downloadAll,b as eraseAll,a as eraseWay};
